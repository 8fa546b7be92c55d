/** What made room by itself, as the archive counts it and views tell it. */

/**
 * Recordings that were deleted without anybody asking for it. `limit` is what they were beyond: days, bytes, or a number of
 * recordings; 0 of those that the browser has deleted (`gone`), or that could not be read when the archive was opened
 * (`unreadable`), whose number nobody knows. `entries` are the oldest of other recordings, which stay without them.
 */
export interface Deleted {
  readonly why: 'age' | 'room' | 'number' | 'gone' | 'unreadable';
  readonly limit: number;
  readonly recordings: number;
  readonly entries?: number;
}
