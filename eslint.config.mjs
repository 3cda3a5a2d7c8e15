import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/** How our code reads, as far as a machine can tell. The words behind each rule stand in CONTRIBUTING.md. */

const outsideTheProgram = [
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: 'Time comes from the Clock port.' },
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Time comes from the Clock port.' },
  { selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']", message: 'Chance comes from the Random port.' },
  { selector: "CallExpression[callee.name=/^(setTimeout|setInterval)$/]", message: 'Timers come from the Timers port.' },
  { selector: "CallExpression[callee.name=/^(randomUUID|randomBytes|randomInt)$/]", message: 'Ids and randomness come from ports.' },
];
const shape = [
  { selector: 'TSEnumDeclaration', message: 'Alternatives are unions told apart by a word.' },
  { selector: 'ExportAllDeclaration', message: 'Name what a door gives: no export *.' },
  { selector: 'TSAsExpression > TSAsExpression[typeAnnotation.type="TSUnknownKeyword"]', message: 'No `as unknown as`: find the better type.' },
];
const environment = { selector: "MemberExpression[object.name='process'][property.name='env']", message: 'process.env is read in config.ts only.' };
const decorators = { selector: 'Decorator', message: 'Decorators live in controllers, DTOs, entities, modules and main.ts.' };
const money = { selector: "CallExpression[callee.name='parseFloat']", message: 'Money is integer fen.' };

const floors = [1, 2, 3, 4, 5, 6].map((floor) => ({
  sourceTag: `floor:${floor}`,
  onlyDependOnLibsWithTags: Array.from({ length: floor === 4 ? 3 : floor }, (_, n) => `floor:${n + 1}`),
}));

/** A service calls the commands of its own room only; everybody may read events and order. */
const rooms = {
  orders: ['intake', 'channel-case', 'review', 'receiver', 'holds', 'shipping'],
  allocation: ['allocation', 'binding'],
  factory: ['print', 'waybill-return'],
  logistics: ['labels', 'tracking', 'intercepts'],
  'after-sales': ['after-sales', 'case'],
};

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '.nx/**', 'data/**'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { enforceBuildableLibDependency: false, allowCircularSelfDependency: true, depConstraints: floors }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'max-lines': ['error', { max: 200 }],
      'max-lines-per-function': ['error', { max: 40 }],
      'no-warning-comments': ['error', { terms: ['fixme', 'xxx'] }],
      'no-restricted-syntax': ['error', ...shape, ...outsideTheProgram, environment, decorators, money],
    },
  },
  {
    // Where Nest wants its decorators, `emitDecoratorMetadata` needs the classes themselves.
    files: ['**/*.controller.ts', '**/*.dto.ts', '**/*.entity.ts', '**/*.module.ts', '**/main.ts'],
    rules: {
      '@typescript-eslint/consistent-type-imports': 'off',
      'no-restricted-syntax': ['error', ...shape, ...outsideTheProgram, environment, money],
    },
  },
  { files: ['**/config.ts'], rules: { 'no-restricted-syntax': ['error', ...shape, ...outsideTheProgram, decorators, money] } },
  { files: ['libs/ports/src/*.ts'], rules: { 'no-restricted-syntax': ['error', ...shape] } },
  {
    // Tests, stories and benchmarks stand outside the program: they may look at the clock and spawn processes.
    files: ['**/*.test.ts', '**/contract.ts', '**/test-*.ts', 'e2e/**/*.ts', 'libs/local-postgres/src/**/*.ts'],
    rules: { 'max-lines': 'off', 'max-lines-per-function': 'off', 'no-restricted-syntax': ['error', ...shape] },
  },
  ...Object.entries(rooms).map(([service, own]) => ({
    files: [`services/${service}/src/**/*.ts`],
    ignores: ['**/*.test.ts', '**/test-*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': ['error', {
        patterns: [{
          group: Object.values(rooms).flat().filter((room) => !own.includes(room)).map((room) => `@daifa/order-domain/${room}`),
          allowTypeImports: true,
          message: `${service} calls the commands of its own room only.`,
        }],
      }],
    },
  })),
);
