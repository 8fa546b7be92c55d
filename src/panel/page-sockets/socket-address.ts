/** Host and path of a socket's URL: what stays the same over a refresh. Its query holds session ids and time stamps. Pure. */
export function addressOf(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host}${pathname}`;
  } catch {
    return url.split('?')[0] ?? '';
  }
}
