import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { accessRefused } from '../access.ts';
import { useApp } from '../app.ts';
import { CommandError } from '../link.ts';
import { neededAccess } from '../../messaging/connect-as.ts';
import { DEFAULT_URL, parseServerUrl } from '../../messaging/profile.ts';
import { Button } from './button.tsx';
import { say } from '../../words/say.ts';

/** Which profile, where it connects to, and the three things that one does with it. */
export function ConnectionBar({ autoFocus = false }: { autoFocus?: boolean }) {
  const { model } = useApp();
  if (model.profile.value === null) return null;
  // A new form per profile: what was typed for one server must never be sent to another.
  return (
    <div class="connection-bar">
      <ProfileChoice />
      <AddressForm key={model.profile.value.id} autoFocus={autoFocus} />
    </div>
  );
}

function ProfileChoice() {
  const { model, tell } = useApp();
  const { profiles, connections, selected } = model;
  return (
    <select
      class="profile-choice"
      aria-label={say('common_profile')}
      value={selected.value ?? ''}
      onChange={(event) => tell({ type: 'select', profile: event.currentTarget.value })}
    >
      {profiles.value.map((profile) => (
        <option key={profile.id} value={profile.id}>
          {say('common_profileInPhase', { name: profile.name, phase: say(`common_phase_${connections.value.get(profile.id)?.phase ?? 'disconnected'}`) })}
        </option>
      ))}
    </select>
  );
}

function AddressForm({ autoFocus }: { autoFocus: boolean }) {
  const { model, send, tell, ask } = useApp();
  const saved = model.profile.value?.url ?? DEFAULT_URL;
  const view = model.connection.value;
  const [text, setText] = useState(saved);
  const [error, setError] = useState('');
  const dirty = useRef(false);
  const box = useRef<HTMLInputElement>(null);
  const errorId = useId();

  useEffect(() => {
    if (!dirty.current) setText(saved);
  }, [saved]);
  useEffect(() => {
    if (autoFocus) box.current?.focus();
  }, []);

  const run = async (type: 'connect' | 'reconnect') => {
    const profile = model.profile.value;
    if (profile === null) return;
    setError('');
    try {
      const url = type === 'connect' || dirty.current ? text : null;
      // The browser asks only while the press of the button is under way, so nothing may be awaited before this. What is
      // wrong with an address is the background's to say.
      const address = parseServerUrl(url ?? profile.url);
      if (address.ok) {
        const { origins, permissions } = neededAccess({ ...profile, url: address.value });
        if (!(await ask(origins, permissions))) return setError(accessRefused(address.value));
      }
      await send({ type, profile: profile.id, url });
      dirty.current = false;
      // The background keeps the normalised form; if it changed nothing, no update will bring it.
      const normalised = parseServerUrl(text);
      if (normalised.ok) setText(normalised.value);
    } catch (reason) {
      setError(reason instanceof CommandError ? reason.message : String(reason));
    }
  };
  const disconnect = () => {
    const profile = model.selected.value;
    setError('');
    if (profile !== null) tell({ type: 'disconnect', profile });
  };

  const phase = view?.phase ?? 'disconnected';
  const idle = view === null || (!view.wanted && (phase === 'disconnected' || phase === 'failed'));
  return (
    <form
      class="address-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void run('connect');
      }}
    >
      <div class="address">
        <input
          ref={box}
          class="input mono"
          type="text"
          inputMode="url"
          spellcheck={false}
          autocomplete="off"
          aria-label={say('common_serverUrl')}
          aria-invalid={error === '' ? undefined : 'true'}
          aria-describedby={error === '' ? undefined : errorId}
          value={text}
          onInput={(event) => {
            dirty.current = true;
            setText(event.currentTarget.value);
          }}
        />
        <p id={errorId} role="alert" class="field-error">
          {error === '' ? null : error}
        </p>
      </div>
      <div class="address-actions">
        <Button look={idle ? 'primary' : 'plain'} submit>
          {say('common_connect')}
        </Button>
        <Button unavailable={idle} onPress={disconnect}>
          {say('common_disconnect')}
        </Button>
        <Button look={phase === 'reconnecting' ? 'primary' : 'plain'} onPress={() => void run('reconnect')}>
          {say('common_reconnect')}
        </Button>
      </div>
    </form>
  );
}
