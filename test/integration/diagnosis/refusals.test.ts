import { describe } from 'vitest';
import { refusals } from '../../scenarios/refusals.ts';
import { provoke } from './provoke.ts';

describe('a server that says no', () => provoke(refusals));
