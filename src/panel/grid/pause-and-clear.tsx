import { Button } from '../../views/components/button.tsx';
import { say } from '../../core/words/say.ts';

interface PauseAndClearProps {
  readonly paused: boolean;
  readonly onPause: () => void;
  readonly onResume: () => void;
  readonly onClear: () => void;
}

/** Of a list that grows: what comes while it is paused waits, and what was cleared is hidden from it alone. */
export function PauseAndClear({ paused, onPause, onResume, onClear }: PauseAndClearProps) {
  return (
    <>
      <Button icon={paused ? 'play' : 'pause'} onPress={paused ? onResume : onPause}>
        {paused ? say('panel_resume') : say('panel_pause')}
      </Button>
      <Button icon="trash" onPress={onClear}>
        {say('panel_clear')}
      </Button>
    </>
  );
}
