/** Addresses as the page gives them to the platform. */
import { getter } from './intrinsics.ts';

const hrefOf = getter(URL.prototype, 'href');
const requestUrl = getter(Request.prototype, 'url');
const baseOf = getter(Node.prototype, 'baseURI');
const Address = URL;
const page = document;

/** The address as a text, without asking any object of the page for one; else an empty text. */
export function addressText(address: unknown): string {
  if (typeof address === 'string') return address;
  if (typeof address !== 'object' || address === null) return '';
  try {
    return hrefOf(address as URL);
  } catch {
    try {
      return requestUrl(address as Request);
    } catch {
      return '';
    }
  }
}

/** The full address of what the document names so. Throws for what is none. */
export function fullAddress(text: string): string {
  return hrefOf(new Address(text, baseOf(page)));
}
