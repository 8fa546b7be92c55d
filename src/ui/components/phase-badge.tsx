import type { Phase } from '../../messaging/connection-view.ts';
import { Icon, type IconName } from './icons.tsx';
import { say } from '../../words/say.ts';

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

/** A phase as icon and word. */
export function PhaseBadge({ phase }: { phase: Phase }) {
  return (
    <span class={`phase-badge tone-${TONES[phase]}`}>
      <Icon name={ICONS[phase]} />
      {say(`common_phase_${phase}`)}
    </span>
  );
}
