/** This extension, as files name what wrote them. */
export function creator(): { name: string; version: string } {
  const { chrome } = globalThis as { chrome?: { runtime?: { getManifest?: () => { version: string } } } };
  return { name: 'Holdfast', version: chrome?.runtime?.getManifest?.().version ?? '' };
}
