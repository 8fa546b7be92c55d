/** The packets of one recording that are on disk: which of them are shown, and those that have been read. */
import type { ArchiveReader } from '../../archive/archive-reader.ts';
import type { MessageList } from './message-list.ts';
import type { ScanContext, ScanRequest } from './packet-scan.ts';
import { PacketSearch } from './packet-search.ts';
import type { SearchThread } from './search-thread.ts';
import { StoredPackets } from './stored-packets.ts';

export class PacketHistory {
  readonly search: PacketSearch;
  readonly stored: StoredPackets;
  /** Whose packets they are; empty while none are wanted. */
  source = '';

  constructor(openReader: () => Promise<ArchiveReader>, startThread: () => SearchThread) {
    this.search = new PacketSearch(startThread);
    this.stored = new StoredPackets(openReader);
  }

  /** Says what is wanted, or that nothing is, and takes what has left memory meanwhile. */
  follow(request: ScanRequest | null, list: MessageList, context?: () => ScanContext): void {
    this.source = request?.source ?? '';
    this.stored.follow(this.source);
    this.search.follow(request, context);
    if (request !== null) this.search.append(list.takeLeft(request.source));
  }
}
