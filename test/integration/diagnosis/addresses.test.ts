import { describe } from 'vitest';
import { addresses } from '../../scenarios/addresses.ts';
import { provoke } from './provoke.ts';

describe('no Socket.IO server of our version at the address', () => provoke(addresses));
