import { defaultProfile, type Profile } from '../../core/settings/profile.ts';
import { useApp, type App } from '../../views/app.ts';
import { Button } from '../../views/components/button.tsx';
import { later } from '../late/later.ts';
import { duplicateOf } from './profile-form.ts';
import { say } from '../../core/words/say.ts';
import { DialogWhenLoaded } from '../late/when-loaded.tsx';

const editor = later(async () => import('./profile-editor.tsx'));

/** New, edit, duplicate and delete, for the selected connection. */
export function ConnectionActions() {
  const app = useApp();
  const profile = app.model.profile.value;
  const edited = app.edited.value;
  const edit = (shown: Profile, isNew: boolean) => (app.edited.value = { profile: shown, isNew });
  const close = () => (app.edited.value = null);
  const create = () => edit({ ...defaultProfile(crypto.randomUUID()), name: say('panel_newName') }, true);
  return (
    <div class="connection-actions">
      <Button look="quiet" icon="plus" iconOnly onPress={create}>
        {say('panel_add')}
      </Button>
      <Button look="quiet" icon="pencil" iconOnly unavailable={profile === null} onPress={() => profile && edit(profile, false)}>
        {say('panel_edit')}
      </Button>
      <Button look="quiet" icon="copy" iconOnly unavailable={profile === null} onPress={() => profile && duplicate(app, profile)}>
        {say('panel_duplicate')}
      </Button>
      <Button look="quiet" icon="trash" iconOnly unavailable={profile === null} onPress={() => profile && remove(app, profile)}>
        {say('panel_remove')}
      </Button>
      {edited === null ? null : (
        <DialogWhenLoaded part={editor} onClose={close}>
          {({ ProfileEditor }) => <ProfileEditor key={edited.profile.id} {...edited} onClose={close} />}
        </DialogWhenLoaded>
      )}
    </div>
  );
}

function duplicate({ tell }: App, profile: Profile): void {
  const copy = duplicateOf(profile, crypto.randomUUID());
  tell({ type: 'save-profile', profile: copy });
  tell({ type: 'select', profile: copy.id });
}

function remove({ tell, toasts }: App, profile: Profile): void {
  const undo = () => {
    tell({ type: 'save-profile', profile });
    tell({ type: 'select', profile: profile.id });
  };
  tell({ type: 'delete-profile', profile: profile.id });
  toasts.show(say('panel_deleted', { name: profile.name }), { undo });
}
