import { raceRounds } from './races/config.js';
import { racesSuite } from './races/races-suite.js';

racesSuite('the embedded world', () => ({}), raceRounds());
