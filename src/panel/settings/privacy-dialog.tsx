import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Button } from '../../ui/components/button.tsx';
import { PrivacySettings } from './privacy.tsx';
import { SiteAccess } from './site-access.tsx';
import { settingsWords as say } from './words.ts';

/** Opens what the user can say about secrets and about access to sites. */
export function PrivacyButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button class="privacy-button" look="quiet" icon="lock" onPress={() => setOpen(true)}>
        {say.open}
      </Button>
      {open ? <PrivacyDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function PrivacyDialog({ onClose }: { onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={titleId} onClose={onClose}>
      <form noValidate onSubmit={(event) => event.preventDefault()}>
        <h2 id={titleId}>{say.title}</h2>
        <div class="dialog-body">
          <SiteAccess />
          <PrivacySettings />
        </div>
        <footer class="dialog-foot">
          <Button look="quiet" onPress={() => dialog.current?.close()}>
            {say.close}
          </Button>
        </footer>
      </form>
    </dialog>
  );
}
