/** The thread that counts what is on disk for the statistics. */
import { countStored, joinedCounts } from '../../analysis/traffic/stored-statistics.ts';
import { ArchiveReader } from '../../recording/archive-reader.ts';
import type { Orders } from '../../ui/search-thread.ts';
import { obey, tellParts } from '../tell-parts.ts';

obey(async ({ request }: Orders['counts']) => tellParts(countStored(await ArchiveReader.open(), request), joinedCounts, () => true));
