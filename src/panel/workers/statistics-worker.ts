/** The thread that counts what is on disk for the statistics. */
import { countStored, joinedCounts } from '../lists/stored-statistics.ts';
import { ArchiveReader } from '../../archive/archive-reader.ts';
import type { Orders } from '../lists/search-thread.ts';
import { obey, tellParts } from './tell-parts.ts';

obey(async ({ request }: Orders['counts']) => tellParts(countStored(await ArchiveReader.open(), request), joinedCounts, () => true));
