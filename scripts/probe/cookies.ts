/** Cookies as a browser keeps them for one client: what a load balancer sets for session affinity comes back to it. */
import { CookieJar } from 'tough-cookie';

const asHttp = (url: string) => url.replace(/^ws/, 'http');

export class Cookies {
  readonly #jar = new CookieJar();

  /** The `cookie` header for a request to `url`, as an object without it where there is nothing to send. */
  headers(url: string): { cookie?: string } {
    const cookie = this.#jar.getCookieStringSync(asHttp(url));
    return cookie === '' ? {} : { cookie };
  }

  /** Keeps what an answer from `url` has set, but for what a browser would not. */
  keep(url: string, set: readonly string[]): void {
    for (const each of set) this.#jar.setCookieSync(each, asHttp(url), { ignoreError: true });
  }
}
