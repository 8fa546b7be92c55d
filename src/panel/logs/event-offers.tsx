import { useEffect } from 'preact/hooks';
import type { LogFields } from '../../core/session/log-fields.ts';
import type { Profile } from '../../core/settings/profile.ts';
import { useApp, type App } from '../../views/app.ts';
import { clip } from '../../core/words/format.ts';
import { isHeartbeatOffered, logOffer, logOffers, type LogOffer } from '../lists/event-offers.ts';
import type { MessageRow } from '../lists/message-row.ts';
import type { Packet } from '../../core/wire/packet.ts';
import { Button } from '../../views/components/button.tsx';
import { say, sayList } from '../../core/words/say.ts';

const NAME = 60;

/** Gives the selected connection's event another name, at once and with a way back; `notice` says so. */
async function take({ model, send, tell, toasts }: App, changes: Partial<Profile['events']>, notice: string): Promise<void> {
  const profile = model.profile.value;
  if (profile === null) return;
  try {
    await send({ type: 'save-profile', profile: { ...profile, events: { ...profile.events, ...changes } } });
    toasts.show(notice, { undo: () => tell({ type: 'save-profile', profile }) });
  } catch (error) {
    toasts.show(error instanceof Error ? error.message : String(error), { tone: 'bad' });
  }
}

/** Which property is shown as what: “Message: msg, level: level, time: time”. */
function fieldsText({ message, level, time, logger }: LogFields): string {
  const named = { message, level, time, logger };
  return sayList((Object.keys(named) as (keyof LogFields)[]).flatMap((part) => (named[part] === null ? [] : say(`logs_offer_${part}`, { name: clip(named[part].name, NAME) }))));
}

function Offer({ offer: { event, fields } }: { offer: LogOffer }) {
  const app = useApp();
  const name = clip(event, NAME);
  return (
    <div class="event-offer">
      <Button icon="check" onPress={() => void take(app, { log: event }, say('logs_offer_done', { event: name }))}>
        {say('logs_offer_show', { event: name })}
      </Button>
      <p class="muted break">{fieldsText(fields)}</p>
    </div>
  );
}

/** What among the recorded events looks like log lines, where there are no lines. */
export function LogOffers() {
  const { model } = useApp();
  const { packets } = model.recording.value;
  useEffect(() => {
    model.packetsWanted.value = true;
  }, [model]);
  void packets.version.value;
  const names = model.profile.value?.events;
  if (names === undefined) return null;
  return (
    <>
      {logOffers(packets, names).map((offer) => (
        <Offer key={offer.event} offer={offer} />
      ))}
    </>
  );
}

/** What a packet may be shown as besides: a log line, or a heartbeat. */
export function PacketOffers({ row, packet }: { row: MessageRow; packet: Packet | null }) {
  const app = useApp();
  const names = app.model.profile.value?.events;
  if (names === undefined || app.model.opened.value !== null || packet?.kind !== 'socket' || packet.type !== 'event') return null;
  const { event } = row.entry;
  const offer = logOffer(row.entry, packet.args, names);
  if (offer !== null) return <Offer offer={offer} />;
  if (!isHeartbeatOffered(row.entry, packet.args, row.ack?.state === 'answered', names)) return null;
  const name = clip(event, NAME);
  return (
    <div class="event-offer">
      <Button icon="pulse" onPress={() => void take(app, { heartbeat: event }, say('logs_offer_heartbeatDone', { event: name }))}>
        {say('logs_offer_heartbeat', { event: name })}
      </Button>
    </div>
  );
}
