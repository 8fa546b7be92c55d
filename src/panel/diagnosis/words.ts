/** The words of the diagnosis in the panel. */
import type { Finding, ServerKind } from '../../messaging/finding.ts';
import { plural } from '../../ui/format.ts';

const where: Record<Finding['where'], string> = {
  server: 'In the server',
  client: 'In the client',
  proxy: 'In the proxy',
  browser: 'In the browser',
};

const confidence: Record<Finding['confidence'], string> = { certain: 'Certain', likely: 'Likely', guess: 'A guess' };

const server: Record<ServerKind, string> = {
  'flask-socketio': 'Flask-SocketIO',
  'python-socketio': 'python-socketio',
  node: 'Node',
  nginx: 'nginx',
  gunicorn: 'gunicorn',
  vite: 'Vite',
};

export const diagnosisWords = {
  title: 'Diagnosis',
  page: 'This page’s sockets',
  healthy: 'Nothing wrong found.',
  healthyPage: 'Nothing wrong found with this page’s sockets.',
  unexplained: 'No known cause found. Diagnose puts questions to the server and may find one.',
  diagnose: 'Diagnose',
  diagnoseAbout: 'Asks the server how it takes a handshake, by polling and by WebSocket, and what stands in the way',
  diagnosePage: 'Diagnose this page’s server',
  running: (answered: number, questions: number) => `Asking the server: ${answered} of ${questions}`,
  hidden: 'The browser hid some answers from Holdfast, because it has no access to this server’s site.',
  allow: 'Allow access and diagnose again',
  notAllowed: 'Access was not allowed, so the answers stay hidden.',
  checked: (count: number, took: string) => `${plural(count, 'question', 'questions')} put to the server in ${took}`,
  cutOff: 'The last diagnosis was cut off.',
  cause: 'Cause',
  fix: 'Fix',
  evidence: 'Evidence',
  gone: (count: number) => `${plural(count, 'older entry is', 'older entries are')} not kept any more.`,
  configuration: 'Configuration',
  configurationFor: 'Configuration for',
  code: 'configuration',
  documentation: 'Documentation',
  benign: 'Harmless',
  where,
  confidence,
  server,
} as const;
