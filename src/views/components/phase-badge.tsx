import type { ConnectionView, Phase } from '../../core/contract/connection-view.ts';
import { phaseWord } from '../status-text.ts';
import { Icon, type IconName } from './icons.tsx';

const ICONS: Record<Phase, IconName> = {
  disconnected: 'circle',
  connecting: 'dots',
  connected: 'check',
  reconnecting: 'refresh',
  failed: 'cross',
};

const TONES: Record<Phase, string> = {
  disconnected: 'calm',
  connecting: 'busy',
  connected: 'good',
  reconnecting: 'warn',
  failed: 'bad',
};

/** The shape and colour of a phase, for beside its word. */
export function PhaseIcon({ phase }: { phase: Phase }) {
  return (
    <span class={`phase-icon tone-${TONES[phase]}`}>
      <Icon name={ICONS[phase]} />
    </span>
  );
}

/** The phase of a connection as icon and word. */
export function PhaseBadge({ view }: { view: ConnectionView | undefined }) {
  const phase = view?.phase ?? 'disconnected';
  return (
    <span class={`phase-badge tone-${TONES[phase]}`}>
      <Icon name={ICONS[phase]} />
      {phaseWord(view)}
    </span>
  );
}
