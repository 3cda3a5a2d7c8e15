import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bytesOfSample, ordersOfSample, readmeOfSamples, SAMPLES, type Sample } from './fixture-samples.js';
import { itemsOfSample } from './sample-items.js';

const FOLDER = new URL('../../fixtures/', import.meta.url);

const committed = (name: string): Buffer => readFileSync(fileURLToPath(new URL(name, FOLDER)));
const committedSample = (sample: Sample): Buffer => committed(sample.name);

describe.each(SAMPLES.map((sample) => [sample.name, sample] as const))('%s', (name, sample) => {
  test('gives exactly the expected items', async () => {
    const expected = committed(`expected/${name}.jsonl`).toString().trimEnd().split('\n').map((line) => JSON.parse(line) as unknown);
    expect(JSON.parse(JSON.stringify(await itemsOfSample(sample, committedSample)))).toEqual(expected);
  });

  test('is what the generator writes', () => expect(bytesOfSample(sample).equals(committedSample(sample))).toBe(true));

  test('says nothing of a person in its reports', async () => {
    const people = ordersOfSample(sample).flatMap(({ receiver }) => [receiver.name, receiver.phone, receiver.address, receiver.buyer].filter((value) => value !== null));
    const reports = JSON.stringify((await itemsOfSample(sample, committedSample)).filter((item) => item.kind === 'bad-row'));
    for (const value of people) expect(reports).not.toContain(value);
  });
});

test('the table of the samples is the committed one', () => expect(committed('README.md').toString()).toBe(readmeOfSamples()));
