import { describe } from 'vitest';
import { conduct } from '../../scenarios/conduct.ts';
import { provoke } from './provoke.ts';

describe('a connection that stood', () => provoke(conduct));
