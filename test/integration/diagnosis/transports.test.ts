import { describe } from 'vitest';
import { transports } from '../../scenarios/transports.ts';
import { provoke } from './provoke.ts';

describe('a way that does not carry the connection', () => provoke(transports));
