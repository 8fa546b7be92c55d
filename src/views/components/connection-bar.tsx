import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { accessRefused } from '../access.ts';
import { useApp } from '../app.ts';
import { CommandError } from '../link.ts';
import { neededAccess } from '../../core/settings/connect-as.ts';
import { readAddress, PATH_MEANINGS, type PathMeaning } from '../../core/settings/address.ts';
import { DEFAULT_URL, parseAddress } from '../../core/settings/profile.ts';
import { phaseWord } from '../status-text.ts';
import { Button } from './button.tsx';
import { say } from '../../core/words/say.ts';

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
          {say('common_profileInPhase', { name: profile.name, phase: phaseWord(connections.value.get(profile.id)) })}
        </option>
      ))}
    </select>
  );
}

/** Whether a text that was typed is no other address than this. */
function isAddressOf(text: string, url: string): boolean {
  const read = readAddress(text);
  return read.outcome === 'read' && read.address.url === url && read.address.path === null && Object.keys(read.address.query).length === 0;
}

function AddressForm({ autoFocus }: { autoFocus: boolean }) {
  const { model, send, tell, ask } = useApp();
  const saved = model.profile.value?.url ?? DEFAULT_URL;
  const view = model.connection.value;
  const [text, setText] = useState(saved);
  const [error, setError] = useState('');
  /** The path that may be meant as two things, while that is asked. */
  const [undecided, setUndecided] = useState<{ readonly path: string; readonly url: string } | null>(null);
  const dirty = useRef(false);
  const box = useRef<HTMLInputElement>(null);
  const errorId = useId();

  useEffect(() => {
    if (!dirty.current) setText(saved);
  }, [saved]);
  useEffect(() => {
    if (autoFocus) box.current?.focus();
  }, []);

  const run = async (type: 'connect' | 'reconnect', meaning?: PathMeaning) => {
    const profile = model.profile.value;
    if (profile === null) return;
    setError('');
    setUndecided(null);
    try {
      const url = type === 'connect' || dirty.current ? text : null;
      // The browser asks only while the press of the button is under way, so nothing may be awaited before this. What is
      // wrong with an address is the background's to say.
      const address = readAddress(url ?? profile.url, meaning);
      if (address.outcome === 'undecided') {
        setError(say('errors_urlUndecided', { path: address.path }));
        return setUndecided({ path: address.path, url: address.address.url });
      }
      const at = address.outcome === 'read' ? address.address.url : null;
      if (at !== null) {
        const { origins, permissions } = neededAccess({ ...profile, url: at });
        if (!(await ask(origins, permissions))) return setError(accessRefused(at));
      }
      await send({ type, profile: profile.id, url, ...(meaning === undefined ? {} : { meaning }) });
      dirty.current = false;
      // The background keeps the normalised form; if it changed nothing, no update will bring it.
      const normalised = parseAddress(text, meaning);
      if (normalised.ok) setText(normalised.value.url);
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
  const never = phase === 'reconnecting' && !(view?.everStood ?? false);
  const stands = phase === 'connected' && isAddressOf(text, view?.url ?? saved);
  const idle = view === null || (!view.wanted && (phase === 'disconnected' || phase === 'failed'));
  return (
    <form
      class="address-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!stands) void run('connect');
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
            setUndecided(null);
            setText(event.currentTarget.value);
          }}
        />
        <p id={errorId} role="alert" class="field-error">
          {error === '' ? null : error}
        </p>
        {undecided === null ? null : (
          <p class="path-meanings">
            {PATH_MEANINGS.map((meaning) => (
              <Button key={meaning} onPress={() => void run('connect', meaning)}>
                {say(`common_pathMeaning_${meaning}`, undecided)}
              </Button>
            ))}
          </p>
        )}
      </div>
      <div class="address-actions">
        <Button look={idle || never ? 'primary' : 'plain'} submit unavailable={stands}>
          {stands ? say('common_phase_connected') : say('common_connect')}
        </Button>
        <Button unavailable={idle} onPress={disconnect}>
          {say('common_disconnect')}
        </Button>
        <Button look={phase === 'reconnecting' && !never ? 'primary' : 'plain'} onPress={() => void run('reconnect')}>
          {say('common_reconnect')}
        </Button>
      </div>
    </form>
  );
}
