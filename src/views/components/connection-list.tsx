import { useApp } from '../app.ts';
import { PhaseBadge } from './phase-badge.tsx';

/** Every connection with its state; choosing one selects it. */
export function ConnectionList() {
  const { model, tell } = useApp();
  return (
    <ul class="connection-list">
      {model.profiles.value.map((profile) => (
        <li key={profile.id}>
          <button
            type="button"
            class="connection-item"
            aria-current={model.opened.value === null && profile.id === model.selected.value ? 'true' : undefined}
            onClick={() => {
              model.opened.value = null;
              tell({ type: 'select', profile: profile.id });
            }}
          >
            <span class="connection-name">{profile.name}</span>
            <PhaseBadge view={model.connections.value.get(profile.id)} />
            <span class="connection-url muted">{profile.url.replace(/^https?:\/\//, '')}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
