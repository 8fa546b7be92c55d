/** The thread that counts what is on disk for the statistics. */
import { countStored, joinedCounts } from '../../analysis/traffic/stored-statistics.ts';
import { ArchiveReader } from '../../recording/archive-reader.ts';
import { obey, tellParts } from '../tell-parts.ts';

obey<'counts'>(async ({ request }) => tellParts(countStored(await ArchiveReader.open(), request), joinedCounts, () => true));
