import type { Signal } from '@preact/signals';
import { Diagnosis } from '../diagnosis/diagnosis.tsx';
import { AckCard } from './ack-card.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { ForwardingLine } from './forwarding-line.tsx';
import { HeartbeatCard, PingCard } from './heartbeat-cards.tsx';
import { RoundTripChart } from './round-trip-chart.tsx';
import { Timeline } from './timeline-list.tsx';

/** How the connection is doing, and what has happened to it. `pointed` is the seq of the entry that the timeline points at. */
export function Overview({ pointed }: { pointed: Signal<number | null> }) {
  return (
    <div class="overview">
      <Diagnosis />
      <div class="cards">
        <ConnectionCard />
        <AckCard />
        <div class="card-stack">
          <PingCard />
          <HeartbeatCard />
        </div>
      </div>
      <ForwardingLine />
      <RoundTripChart />
      <Timeline pointed={pointed} />
    </div>
  );
}
