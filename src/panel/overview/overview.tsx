import { AckCard } from './ack-card.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { Diagnosis } from './diagnosis.tsx';
import { HeartbeatCard, PingCard } from './heartbeat-cards.tsx';
import { RoundTripChart } from './round-trip-chart.tsx';
import { Timeline } from './timeline-list.tsx';

/** How the connection is doing, and what has happened to it. */
export function Overview() {
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
      <RoundTripChart />
      <Timeline />
    </div>
  );
}
