import type { Signal } from '@preact/signals';
import { useApp } from '../../views/app.ts';
import { FirstRun } from '../../views/components/first-run.tsx';
import type { EarlierEntries } from '../lists/earlier-entries.ts';
import { say } from '../../core/words/say.ts';
import { ConnectToPageButton } from '../inspected/connect-to-page-button.tsx';
import { Diagnosis } from '../diagnosis/diagnosis.tsx';
import { AckCard } from './ack-card.tsx';
import { ConnectionCard } from './connection-card.tsx';
import { ForwardingLine } from './forwarding-line.tsx';
import { HeartbeatCard, PingCard } from './heartbeat-cards.tsx';
import { RoundTripChart } from './round-trip-chart.tsx';
import { Timeline } from './timeline-list.tsx';

/** How the connection is doing, and what has happened to it. `pointed` is the seq of the entry that the timeline points at, `earlier` what is on disk alone. */
export function Overview({ pointed, earlier }: { pointed: Signal<number | null>; earlier: EarlierEntries }) {
  // A recording from a file has a past and no present.
  const isLive = useApp().model.opened.value === null;
  return (
    <div class="overview">
      {isLive ? <Present /> : null}
      <RoundTripChart />
      <Timeline pointed={pointed} earlier={earlier} />
    </div>
  );
}

function Present() {
  const uses = useApp().model.connection.value?.uses;
  return (
    <>
      <FirstRun>
        <ConnectToPageButton>{say('overview_usePage')}</ConnectToPageButton>
      </FirstRun>
      <Diagnosis />
      <div class="cards">
        <ConnectionCard />
        {uses?.ack === true ? <AckCard /> : null}
        <div class="card-stack">
          <PingCard />
          {uses?.heartbeat === true ? <HeartbeatCard /> : null}
        </div>
      </div>
      <ForwardingLine />
    </>
  );
}
