import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { accessRefused } from '../../views/access.ts';
import { useApp } from '../../views/app.ts';
import { inFirefox } from '../../views/in-firefox.ts';
import { CommandError } from '../../views/link.ts';
import { neededAccess } from '../../core/settings/connect-as.ts';
import { collectorAccess } from '../../core/settings/forwarding.ts';
import { missingSecrets } from '../../core/settings/profile-secrets.ts';
import { PARSERS, type FieldError, type Profile } from '../../core/settings/profile.ts';
import { EVENT_FIELDS, fromDraft, TIMING_FIELDS, toDraft, TRANSPORT_CHOICES, type ProfileDraft, type ProfileField } from './profile-form.ts';
import { Button } from '../../views/components/button.tsx';
import { CheckField, ChoiceField, TextField, type FieldProps } from './fields.tsx';
import { inKey, say } from '../../core/words/say.ts';

interface EditorProps {
  readonly profile: Profile;
  readonly isNew: boolean;
  readonly onClose: () => void;
}

/** Edits one profile. What is wrong is said at once by the same rules that the background applies; its answer is the truth. */
export function ProfileEditor({ profile, isNew, onClose }: EditorProps) {
  const { send, tell, ask } = useApp();
  const dialog = useRef<HTMLDialogElement>(null);
  const [draft, setDraft] = useState<ProfileDraft>(() => toDraft(profile));
  const [error, setError] = useState<FieldError | null>(null);
  const titleId = useId();

  useEffect(() => {
    dialog.current?.showModal();
    // What keeps it from connecting comes first.
    const lacking = profile.missing[0]?.split('.')[0];
    if (lacking !== undefined) dialog.current?.querySelector<HTMLElement>(`[name="${CSS.escape(lacking)}"]`)?.focus();
  }, []);

  const refuse = (reason: FieldError) => {
    setError(reason);
    // Focus on the field that is wrong, once it is marked.
    queueMicrotask(() => dialog.current?.querySelector<HTMLElement>(`[name="${CSS.escape(reason.field)}"]`)?.focus());
  };
  const save = async (connect: boolean) => {
    const parsed = fromDraft(draft);
    if (!parsed.ok) return refuse(parsed.error);
    try {
      // The browser asks only while the press of the button is under way, so nothing may be awaited before this.
      const [server, collector] = [neededAccess(parsed.value), collectorAccess(parsed.value.forwarding)];
      if (!(await ask([...server.origins, ...collector], server.permissions))) return refuse(accessRefusal(parsed.value, server.origins.length > 0));
      await send({ type: 'save-profile', profile: parsed.value });
      if (isNew || connect) await send({ type: 'select', profile: profile.id });
      if (connect) tell({ type: 'reconnect', profile: profile.id, url: null });
      dialog.current?.close();
    } catch (reason) {
      refuse(reason instanceof CommandError ? reason : { field: '', message: String(reason) });
    }
  };
  const set = (field: string, text: string) => {
    const next = { ...draft, texts: { ...draft.texts, [field]: text } };
    setDraft(next);
    // While an error stands, every change is checked again, so that it goes, or moves, as soon as it is mended.
    if (error !== null) setError(firstError(next));
  };
  const field = (name: ProfileField): FieldProps => ({
    name,
    label: say(`profile_field_${inKey(name)}`),
    value: draft.texts[name] ?? '',
    error: error !== null && concerns(error, name) ? error.message : '',
    onChange: (text) => set(name, text),
  });

  const missing = missingSecrets(profile);
  const placeless = error !== null && !Object.keys(draft.texts).some((name) => concerns(error, name));
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={titleId} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save(false);
        }}
      >
        <h2 id={titleId}>{isNew ? say('profile_create') : say('profile_edit')}</h2>
        <div class="dialog-body">
          <fieldset>
            <legend>{say('profile_server')}</legend>
            <div class="field-grid">
              <TextField {...field('name')} />
              <TextField {...field('url')} mono />
              <TextField {...field('path')} mono />
              <TextField {...field('namespace')} mono />
              <ChoiceField {...field('transports')} choices={TRANSPORT_CHOICES} word={(choice) => say(`profile_transports_${inKey(choice)}`)} />
              <ChoiceField {...field('parser')} choices={PARSERS} word={(choice) => say(`profile_parsers_${choice}`)} />
            </div>
            <CheckField
              label={say('profile_reconnectAfterServerDisconnect')}
              checked={draft.reconnectAfterServerDisconnect}
              onChange={(reconnectAfterServerDisconnect) => setDraft({ ...draft, reconnectAfterServerDisconnect })}
            />
          </fieldset>
          <fieldset>
            <legend>{say('profile_events')}</legend>
            <p class="muted">{say('profile_eventsHelp')}</p>
            <div class="field-grid">
              {EVENT_FIELDS.map((name) => (
                <TextField key={name} {...field(`events.${name}`)} mono />
              ))}
            </div>
            <CheckField
              label={say('profile_eventsExpected')}
              checked={draft.eventsExpected}
              onChange={(eventsExpected) => setDraft({ ...draft, eventsExpected })}
            />
          </fieldset>
          <fieldset>
            <legend>{say('profile_authAndQuery')}</legend>
            {missing === null ? null : <p class="tone-text-warn">{missing}</p>}
            <div class="field-grid">
              <TextField {...field('auth')} mono lines={4} />
              <TextField {...field('query')} mono lines={4} />
            </div>
            <CheckField label={say('profile_saveAuth')} checked={draft.saveAuth} onChange={(saveAuth) => setDraft({ ...draft, saveAuth })} />
            <p class="muted">{draft.saveAuth ? say('profile_authSaved') : say('profile_authNotSaved')}</p>
          </fieldset>
          <fieldset>
            <legend>{say('profile_connectAs')}</legend>
            <p class="muted">{say('profile_connectAsHelp')}</p>
            <div class="field-grid">
              <TextField {...field('connectAs.origin')} mono note={say('profile_originNote')} />
              <TextField {...field('connectAs.headers')} mono lines={4} />
            </div>
            {inFirefox ? (
              <p class="muted">{say('profile_acceptedCertificateInFirefox')}</p>
            ) : (
              <CheckField
                label={say('profile_acceptedCertificate')}
                checked={draft.acceptedCertificate}
                onChange={(acceptedCertificate) => setDraft({ ...draft, acceptedCertificate })}
              />
            )}
          </fieldset>
          <fieldset>
            <legend>{say('profile_openTelemetry')}</legend>
            <p class="muted">{say('profile_openTelemetryHelp')}</p>
            <div class="field-grid">
              <TextField {...field('forwarding.url')} mono note={say('profile_collectorNote')} />
              <TextField {...field('forwarding.serviceName')} note={say('profile_serviceNameNote')} />
              <TextField {...field('forwarding.headers')} mono lines={4} />
            </div>
            <CheckField
              label={say('profile_collectorAccess')}
              checked={draft.collectorAccess}
              onChange={(access) => setDraft({ ...draft, collectorAccess: access })}
            />
          </fieldset>
          <fieldset>
            <legend>{say('profile_timings')}</legend>
            <div class="field-grid thirds">
              {TIMING_FIELDS.map((name) => (
                <TextField
                  key={name}
                  {...field(`timings.${name}`)}
                  numeric
                  note={name === 'reconnectAttempts' ? say('profile_unlimited') : say('profile_milliseconds')}
                />
              ))}
            </div>
          </fieldset>
        </div>
        <footer class="dialog-foot">
          <p role="alert" class="field-error">
            {placeless ? error.message : ''}
          </p>
          <Button look="quiet" onPress={() => dialog.current?.close()}>
            {say('profile_cancel')}
          </Button>
          <Button onPress={() => void save(true)}>{say('profile_saveAndConnect')}</Button>
          <Button look="primary" submit>
            {say('profile_save')}
          </Button>
        </footer>
      </form>
    </dialog>
  );
}

/** Whether an error is about a box, or about something inside of what the box holds. */
function concerns(error: FieldError, name: string): boolean {
  return error.field === name || error.field.startsWith(`${name}.`);
}

/** What to say when the user gave no access: to the server, or to the collector alone. */
function accessRefusal({ url, forwarding }: Profile, toServer: boolean): FieldError {
  if (toServer) return { field: 'connectAs.origin', message: accessRefused(url) };
  return { field: 'forwarding.url', message: say('profile_collectorAccessRefused', { url: forwarding.url ?? '' }) };
}

function firstError(draft: ProfileDraft): FieldError | null {
  const parsed = fromDraft(draft);
  return parsed.ok ? null : parsed.error;
}
