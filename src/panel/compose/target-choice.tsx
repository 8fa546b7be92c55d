import { useId } from 'preact/hooks';
import { useApp } from '../../views/app.ts';
import { singleLine } from '../../core/words/format.ts';
import { addressOf } from '../inspected/socket-address.ts';
import type { ComposeView } from './compose-view.ts';
import { directionsFor, targetOf, type Direction } from './targets.ts';
import { PROTOCOL_NAMES } from '../page-sockets/page-sockets-fold.ts';
import { say } from '../../core/words/say.ts';

const BACKGROUND = 'background';

/** Where a message goes: the background connection or a socket of the page, and there to its server or to itself. */
export function TargetChoice({ view, error }: { view: ComposeView; error: string }) {
  const { model, page } = useApp();
  const id = useId();
  const sockets = view.sockets.value;
  const socket = view.socket.value;
  const target = view.target.value;
  const directions = directionsFor(target, socket);
  const choose = (value: string) => {
    const chosen = sockets.find((one) => one.id === value);
    view.error.value = null;
    view.target.value = chosen === undefined ? { kind: 'background' } : targetOf(chosen);
  };
  const isGone = target.kind === 'page' && socket === null;
  return (
    <div class="compose-target">
      <div class="field">
        <label for={id}>{say('compose_target')}</label>
        <select
          id={id}
          name="target"
          class="input"
          aria-invalid={error === '' ? undefined : 'true'}
          aria-describedby={error === '' ? undefined : `${id}-error`}
          value={target.kind === 'background' ? BACKGROUND : (socket?.id ?? target.socket)}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          <option value={BACKGROUND}>{say('compose_background', { name: model.profile.value?.name ?? '' })}</option>
          {sockets.map((one) => (
            <option key={one.id} value={one.id}>
              {say('compose_page', { address: singleLine(addressOf(one.url), 80), protocol: PROTOCOL_NAMES[one.protocol] })}
            </option>
          ))}
          {isGone ? <option value={target.socket}>{say('compose_gone', { address: singleLine(target.address, 80) })}</option> : null}
        </select>
        <p id={`${id}-error`} class="field-error" role="alert">
          {error}
        </p>
      </div>
      {directions.length === 1 && target.kind === 'background' ? null : (
        <div class="field">
          <label for={`${id}-direction`}>{say('compose_direction')}</label>
          <select
            id={`${id}-direction`}
            class="input"
            value={view.direction.value}
            onChange={(event) => {
              view.wantedDirection.value = event.currentTarget.value as Direction;
            }}
          >
            {directions.map((direction) => (
              <option key={direction} value={direction}>
                {say(`compose_directions_${direction}`)}
              </option>
            ))}
          </select>
        </div>
      )}
      {page !== null && sockets.length === 0 && target.kind === 'background' ? <p class="muted">{say('compose_hookNeeded')}</p> : null}
    </div>
  );
}
