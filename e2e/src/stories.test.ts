import { storiesSuite } from './stories/stories-suite.js';

storiesSuite('the embedded world', () => ({}));
