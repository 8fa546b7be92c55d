/** Works the Compose view by its accessible names. */
import type { ElementHandle, Frame } from 'puppeteer-core';
import { chooseTab, type View } from './extension.ts';
import { until } from './until.ts';

const frameOf = (view: View): Frame => ('mainFrame' in view ? view.mainFrame() : view);

/** Replaces what a text box of the form holds. */
export async function type(view: View, name: string, text: string): Promise<void> {
  const box = (await until(() => view.$(`aria/${name}[role="textbox"]`), { describe: `the box ${name}` })) as ElementHandle<HTMLInputElement | HTMLTextAreaElement>;
  await box.evaluate((element, value) => {
    element.focus();
    element.value = value;
    element.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }, text);
  await box.dispose();
}

/** Presses a button once it is available: until something is known, the views mark some with aria-disabled. */
export async function pressButton(view: View, name: string): Promise<void> {
  await until(() => view.$eval(`aria/${name}[role="button"]`, (button) => button.getAttribute('aria-disabled') !== 'true').catch(() => false), { describe: `the button ${name}` });
  await frameOf(view).locator(`aria/${name}[role="button"]`).click();
}

export interface EventToSend {
  readonly event: string;
  readonly namespace?: string;
  /** As JSON. */
  readonly args?: readonly string[];
}

/** Fills in an event with as many arguments, into a form without any. */
export async function composeEvent(view: View, { event, namespace = '/', args = [] }: EventToSend): Promise<void> {
  await chooseTab(view, 'Compose');
  await type(view, 'Event', event);
  await type(view, 'Namespace', namespace);
  for (const [index, text] of args.entries()) {
    await pressButton(view, 'Add argument');
    await type(view, `Argument ${index + 1}`, text);
  }
}

/** What the status under Send says. */
export async function answerText(view: View): Promise<string> {
  const status = await until(() => view.$('aria/Answer[role="status"]'), { describe: 'the answer' });
  return status.evaluate((element) => (element as HTMLElement).innerText.trim());
}

export async function waitForAnswer(view: View, pattern: RegExp): Promise<string> {
  let text = '';
  return until(
    async () => {
      text = await answerText(view);
      return pattern.test(text) && text;
    },
    { describe: () => `the answer to match ${String(pattern)}; it says “${text}”` },
  );
}

/** What is said to be wrong, or empty. */
export async function shownErrors(view: View): Promise<string[]> {
  return view.$$eval('.compose-form [role="alert"]', (alerts) => alerts.map((alert) => (alert as HTMLElement).innerText.trim()).filter((text) => text !== ''));
}
