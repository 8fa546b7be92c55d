/** One manifest for every browser: manifest.json is Chrome's, and Firefox's is derived from it here. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root, type Target } from '../paths.ts';

interface ChromeManifest {
  readonly version: string;
  readonly minimum_chrome_version: string;
  readonly background: { readonly service_worker: string };
  readonly permissions: readonly string[];
  readonly optional_permissions: readonly string[];
  readonly [key: string]: unknown;
}

export type Manifest = Readonly<Record<string, unknown>>;

/** The first version of Firefox that reads `data_collection_permissions` on desktop and Android alike. */
export const LEAST_FIREFOX = 142;

/** The extension's name in Firefox, which every store and profile knows it by. */
export const GECKO_ID = 'holdfast@holdfast.example';

const GECKO = {
  id: GECKO_ID,
  strict_min_version: `${LEAST_FIREFOX}.0`,
  data_collection_permissions: { required: ['none'] },
};

/** Firefox has no offscreen documents, and needs none. */
const CHROME_ONLY_PERMISSIONS: readonly string[] = ['offscreen'];

/**
 * Firefox takes it as a required permission only (https://bugzilla.mozilla.org/show_bug.cgi?id=1827855). Until there is a rule
 * it changes nothing there, while Chromium hides from every page why its WebSockets failed.
 */
const REQUIRED_IN_FIREFOX: readonly string[] = ['declarativeNetRequestWithHostAccess'];

/** The manifest for one browser. Firefox runs the background as an event page and refuses a service worker alone. */
export function manifestFor(target: Target, chrome: ChromeManifest): Manifest {
  if (target === 'chrome') return chrome;
  const { minimum_chrome_version: _, background, permissions, optional_permissions: optional, ...shared } = chrome;
  return {
    ...shared,
    permissions: [...permissions.filter((permission) => !CHROME_ONLY_PERMISSIONS.includes(permission)), ...REQUIRED_IN_FIREFOX],
    optional_permissions: optional.filter((permission) => !REQUIRED_IN_FIREFOX.includes(permission)),
    background: { scripts: [background.service_worker] },
    browser_specific_settings: { gecko: GECKO },
  };
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
}

/** The one version, which `npm version` raises. Browsers take numbers and dots alone. */
export function readVersion(): string {
  const { version } = readJson('package.json') as { version: string };
  if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error(`package.json says version ${version}. Browsers want three numbers, such as 1.2.3.`);
  return version;
}

/** manifest.json, with the version of package.json. */
export function readManifest(): ChromeManifest {
  return { ...(readJson('manifest.json') as Omit<ChromeManifest, 'version'>), version: readVersion() } as ChromeManifest;
}
