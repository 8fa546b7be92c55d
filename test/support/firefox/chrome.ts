/** What is used of Firefox's own code, which is no public interface: its windows, documents and developer tools. */

/** A document's place in the browser, and the way into it. */
interface BrowsingContext {
  readonly currentWindowGlobal: {
    readonly innerWindowId: number;
    readonly documentURI: { readonly spec: string };
    getActor(name: 'MarionetteCommands'): { executeScript(script: string, args: unknown[], options: Record<string, unknown>): Promise<unknown> };
  } | null;
}

/** An element that shows a document: that of a tab, of a panel, of a popup. */
export interface BrowserElement extends Element {
  readonly browsingContext: BrowsingContext | null;
  reload(): void;
}

/** A bubble that belongs to the window, such as a question for a permission. */
export interface Popup extends Element {
  readonly state: 'closed' | 'showing' | 'open' | 'hiding';
  hidePopup(): void;
}

export interface Tab {
  readonly linkedBrowser: BrowserElement;
}

interface Toolbox {
  readonly doc: Document;
  getAdditionalTools(): { readonly id: string; readonly label: string }[];
  selectTool(id: string): Promise<unknown>;
}

export interface DeveloperTools {
  readonly gDevTools: {
    showToolboxForTab(tab: Tab, options: { toolId: string; hostType: string }): Promise<Toolbox>;
  };
}

interface InstalledExtension {
  readonly backgroundState: string;
  readonly tabManager: { getWrapper(tab: Tab): { readonly id: number } };
  terminateBackground(options: { ignoreDevToolsAttached: boolean; disableResetIdleForTest: boolean }): Promise<void>;
}

/** The global scope of the browser's window, in which scripts of the chrome context run. */
export interface ChromeWindow {
  /** Where the documents that a test works are shown, by the numbers it knows them by. Its scripts share one scope, and put this there. */
  documents: Map<number, () => BrowserElement | null>;
  readonly document: Document;
  readonly gBrowser: {
    selectedTab: Tab;
    readonly selectedBrowser: BrowserElement;
    addTab(url: string, options: { triggeringPrincipal: unknown }): Tab;
    removeTab(tab: Tab): void;
    getTabForBrowser(browser: BrowserElement): Tab | undefined;
  };
  readonly Services: {
    readonly scriptSecurityManager: { getSystemPrincipal(): unknown };
    /** All windows of the browser. */
    readonly wm: { getEnumerator(type: 'navigator:browser'): Iterable<ChromeWindow> };
    readonly prefs: { setStringPref(name: string, value: string): void };
  };
  readonly ChromeUtils: { importESModule(address: string): { require(module: string): DeveloperTools } };
  readonly Cc: {
    readonly '@mozilla.org/security/x509certdb;1': { getService(kind: unknown): { constructX509FromBase64(base64: string): unknown } };
    readonly '@mozilla.org/security/certoverride;1': {
      getService(kind: unknown): { rememberValidityOverride(host: string, port: number, origin: object, certificate: unknown, isTemporary: boolean): void };
    };
  };
  readonly Ci: Readonly<Record<string, unknown>>;
  readonly WebExtensionPolicy: { getByID(id: string): { readonly extension: InstalledExtension } | null };
}
