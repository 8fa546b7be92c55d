/** Invents the log of a small web shop: mostly requests and queries, some warnings, now and then an error. */
import type { Log } from './relay-logs.ts';

const products = ['olive-oil', 'sourdough', 'oat-milk', 'fig-jam', 'dark-roast', 'rye-crackers', 'wild-honey', 'goat-cheese'] as const;
const tables = ['orders', 'customers', 'products', 'stock', 'invoices'] as const;
const visitors = ['203.0.113.24', '198.51.100.7', '192.0.2.140', '203.0.113.91'] as const;

function pick<T>(choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(Math.random() * choices.length)] ?? choices[0];
}

function between(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least + 1));
}

function request(log: Log): void {
  const [method, path, status] = pick<readonly [string, string, number]>([
    ['GET', '/', 200],
    ['GET', `/products/${pick(products)}`, 200],
    ['GET', '/basket', 200],
    ['POST', '/basket', 201],
    ['POST', '/checkout', 303],
    ['GET', '/static/app.css', 304],
    ['GET', '/products/blue-cheese', 404],
  ]);
  const ms = between(2, 90);
  log('info', 'shop.http', `${method} ${path} ${status} in ${ms} ms`, { method, path, status, ms, ip: pick(visitors) });
}

function query(log: Log): void {
  const rows = between(0, 120);
  const ms = between(1, 18);
  log('debug', 'shop.db', `SELECT … FROM ${pick(tables)}: ${rows} rows in ${ms} ms`, { rows, ms });
}

function cache(log: Log): void {
  const key = `product:${pick(products)}`;
  const hit = Math.random() < 0.8;
  log('debug', 'shop.cache', `${hit ? 'hit' : 'miss'} ${key}`, { key, hit });
}

function order(log: Log): void {
  const id = between(10_000, 99_999);
  const total = between(400, 12_000) / 100;
  log('info', 'shop.orders', `Order ${id} paid, ${total.toFixed(2)} EUR`, { order: id, total, currency: 'EUR' });
}

function job(log: Log): void {
  log('info', 'shop.jobs', pick(['Sitemap rebuilt', 'Sent 14 order confirmations', 'Prices synchronised with the wholesaler', 'Expired 3 baskets']));
}

function warning(log: Log): void {
  const ms = between(900, 2600);
  pick<() => void>([
    () => log('warning', 'shop.db', `Slow query on ${pick(tables)}: ${ms} ms`, { ms, threshold: 500 }),
    () => log('warning', 'shop.stock', `Low stock: ${between(1, 4)} left of ${pick(products)}`),
    () => log('warning', 'shop.http', `Rate limit near for ${pick(visitors)}`, { limit: 100, used: between(85, 99) }),
  ])();
}

function error(log: Log): void {
  pick<() => void>([
    () =>
      log('error', 'shop.payments', 'The card processor did not answer: timeout after 5000 ms', {
        exception: 'TimeoutError: no answer within 5000 ms\n    at charge (payments.js:88:11)\n    at checkout (orders.js:41:20)',
        order: between(10_000, 99_999),
      }),
    () => log('error', 'shop.mail', 'Order confirmation bounced: mailbox <unknown@example.org> is full', { code: 552 }),
  ])();
}

/** How often each kind of line comes, in parts of a hundred. */
const kinds: ReadonlyArray<readonly [share: number, write: (log: Log) => void]> = [
  [42, request],
  [22, query],
  [14, cache],
  [9, order],
  [5, job],
  [6, warning],
  [2, error],
];

/** Writes one line of the shop's log. */
export function writeShopLine(log: Log): void {
  let left = Math.random() * 100;
  for (const [share, write] of kinds) {
    left -= share;
    if (left < 0) return write(log);
  }
}
