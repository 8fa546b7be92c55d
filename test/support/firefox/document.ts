/** A document in Firefox, of a page or of the extension, worked by role and accessible name as Firefox itself computes them. */
import { until } from '../until.ts';

/** Runs the text of a script in a document; with privileges, or as the document's own code would run. */
export type RunInDocument = (script: string, args: unknown[], privileged: boolean) => Promise<unknown>;

/** What an action on an element has at hand besides it: Marionette's own ways to use elements as a user would. */
export interface Hands {
  /** Clicks its middle, unless something else is there. */
  click(element: Element): Promise<void>;
  /** Presses these keys while it has the focus. */
  type(element: Element, text: string): Promise<void>;
  /** Empties a box. */
  clear(element: Element): Promise<void>;
}

interface Accessible {
  readonly computedARIARole: string;
  readonly name: string | null;
  readonly childCount: number;
  readonly DOMNode: Node | null;
  getChildAt(index: number): Accessible;
}

interface Interaction {
  clickElement(element: Element, strict: boolean, toTheSpecification: boolean): Promise<void>;
  sendKeysToElement(element: Element, text: string, options: { strictFileInteractability: boolean }): Promise<void>;
  clearElement(element: Element): void;
}

/** The global scope of a privileged script. */
interface Privileged {
  readonly Cc: Record<string, { getService(interfaces: unknown): { getAccessibleFor(node: Node): Accessible | null } }>;
  readonly Ci: Record<string, unknown>;
  readonly ChromeUtils: { importESModule(address: string): { interaction: Interaction } };
  readonly document: Document;
}

/** The first element of this role and name, or null. Runs in the document. */
function accessibleElement(scope: Privileged, role: string, name: string): Element | null {
  const service = scope.Cc['@mozilla.org/accessibilityService;1']!.getService(scope.Ci['nsIAccessibilityService']);
  const search = (accessible: Accessible | null): Element | null => {
    if (accessible === null) return null;
    if (accessible.computedARIARole === role && accessible.name === name) return accessible.DOMNode as Element | null;
    for (let index = 0; index < accessible.childCount; index += 1) {
      const found = search(accessible.getChildAt(index));
      if (found !== null) return found;
    }
    return null;
  };
  return search(service.getAccessibleFor(scope.document));
}

/** Runs in the document. */
function handsOf(scope: Privileged): Hands {
  const { interaction } = scope.ChromeUtils.importESModule('chrome://remote/content/marionette/interaction.sys.mjs');
  return {
    click: async (element) => interaction.clickElement(element, false, true),
    type: async (element, text) => interaction.sendKeysToElement(element, text, { strictFileInteractability: false }),
    clear: async (element) => interaction.clearElement(element),
  };
}

export class FirefoxDocument {
  constructor(private readonly run: RunInDocument) {}

  /** Runs a function as code of the document itself. It can use nothing but what it is given and what is there. */
  async evaluate<T, A extends unknown[]>(action: (...args: A) => T, ...args: A): Promise<Awaited<T>> {
    return (await this.run(`return (${String(action)})(...arguments)`, args, false)) as Awaited<T>;
  }

  /** Waits for the element of this role and name, and runs a function with it and the means to use it. */
  async with<T, A extends unknown[]>(role: string, name: string, action: (element: HTMLElement, hands: Hands, ...args: A) => T, ...args: A): Promise<Awaited<T>> {
    const script = `
      const [role, name, ...rest] = arguments;
      const element = (${String(accessibleElement)})(globalThis, role, name);
      if (element === null) return null;
      return (async () => [await (${String(action)})(element, (${String(handsOf)})(globalThis), ...rest)])();`;
    const answer = await until(async () => (await this.run(script, [role, name, ...args], true)) as [Awaited<T>] | null, {
      describe: `the ${role} “${name}”`,
    });
    return answer[0];
  }

  /** Whether there is an element of this role and name now. */
  async has(role: string, name: string): Promise<boolean> {
    return (await this.run(`return (${String(accessibleElement)})(globalThis, ...arguments) !== null`, [role, name], true)) as boolean;
  }
}
