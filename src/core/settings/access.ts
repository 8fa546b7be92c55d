/** Access that the user gives at run time: to hosts, and to what else a feature needs. */
import * as v from 'valibot';

/** Replaces request headers of the extension's own requests. Firefox gives it at the installation. */
export const HEADER_RULES = 'declarativeNetRequestWithHostAccess';

export const accessSchema = v.object({
  /** Patterns of addresses. */
  origins: v.pipe(v.array(v.pipe(v.string(), v.maxLength(300))), v.maxLength(10)),
  permissions: v.pipe(v.array(v.picklist(['scripting', HEADER_RULES])), v.maxLength(2)),
});

export type Access = v.InferOutput<typeof accessSchema>;

/** The page that asks for access where a view cannot. Firefox alone has it. */
const ACCESS_PAGE = 'access.html';

export function accessPage(access: Access): string {
  return `${ACCESS_PAGE}?${new URLSearchParams({ for: JSON.stringify(access) }).toString()}`;
}

/** What the page is to ask for, by the query of its address; null when that says nothing of use. */
export function accessOfPage(search: string): Access | null {
  try {
    return v.parse(accessSchema, JSON.parse(new URLSearchParams(search).get('for') ?? ''));
  } catch {
    return null;
  }
}

/** What of an access can be asked for: browsers refuse to be asked for a permission that is not `optional` in the manifest. */
export function askable({ origins, permissions }: Access, optional: readonly string[] = []): Access {
  return { origins, permissions: permissions.filter((permission) => optional.includes(permission)) };
}

/** What the page hook needs on a site. By host alone, because Firefox knows no ports in patterns. */
export function hookAccess(origin: string): Access {
  const { protocol, hostname } = new URL(origin);
  return { origins: [`${protocol}//${hostname}/*`], permissions: ['scripting'] };
}

/** The hosts of patterns, each once, as a user knows them. */
export function hostsOf({ origins }: Access): string[] {
  return [...new Set(origins.map((pattern) => /^[a-z*]+:\/\/([^/]+)/.exec(pattern)?.[1] ?? pattern))];
}
