/** What a name in the statistics is called, and how a rate is written. Pure. */
import { eventOrType, type Grouping } from '../../core/traffic/traffic-statistics.ts';
import type { LogLevel, PacketType } from '../../core/entries/entry.ts';
import { say } from '../../core/words/say.ts';

export function nameOf(grouping: Grouping, name: string): string {
  switch (grouping) {
    case 'event': {
      const what = eventOrType(name);
      if ('type' in what) return say('statistics_ofType', { type: say(`messages_type_${what.type as PacketType}`) });
      return what.event === '' ? say('statistics_noName') : what.event;
    }
    case 'namespace':
      return name === '' ? say('statistics_enginePackets') : name;
    case 'logger':
      return name === '' ? say('statistics_noLogger') : name;
    case 'level':
      return say(`logs_level_${name as LogLevel}`);
  }
}

/** “3.2/s”. */
export function rateText(perSecond: number): string {
  return say('statistics_perSecond', { rate: perSecond >= 10 ? Math.round(perSecond) : Math.round(perSecond * 10) / 10 });
}
