/** Vitest's set-up of every test file: what the code under test says, it says in English. */
import { speakEnglish } from '../../scripts/words.ts';

speakEnglish();
