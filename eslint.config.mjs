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
/** What can make a fraction of a fen (F-SE-02). Division is for money.ts alone, where it is of bigints. */
const fractions = [
  { selector: 'Literal[raw=/^[0-9_]*\\.[0-9]|^[0-9._]+e-/]', message: 'Money is whole fen: no fractions on its path.' },
  { selector: "CallExpression[callee.object.name='Math']", message: 'Money is whole fen: nothing of it is rounded.' },
  { selector: "CallExpression[callee.property.name=/^(toFixed|toPrecision|parseFloat)$/]", message: 'Money is whole fen: yuanOf writes it, nothing reads it back.' },
];
const division = [
  { selector: ":matches(BinaryExpression, AssignmentExpression)[operator=/^(\\/|\\*\\*|%)=?$/]", message: 'Money is split with splitFen only.' },
];
const moneyPath = ['libs/order-domain/src/{price-list,settlement-prices,settlement}.ts', 'services/allocation/src/allocations/prices.ts', 'services/allocation/src/statements/{layout,csv-file,xlsx-file,settled-rows,statement-file,statement-lines,statement-item}.ts', 'services/factory/src/settlement-prices/*.ts'];
const money = { selector: "CallExpression[callee.name='parseFloat']", message: 'Money is integer fen.' };

const floors = [1, 2, 3, 4, 5, 6].map((floor) => ({
  sourceTag: `floor:${floor}`,
  onlyDependOnLibsWithTags: Array.from({ length: floor === 4 ? 3 : floor }, (_, n) => `floor:${n + 1}`),
}));

/** A service calls the commands of its own room only; everybody may read events and order. */
const rooms = {
  orders: ['intake', 'channel-case', 'review', 'receiver', 'holds', 'shipping', 'rules', 'payment', 'ship-clock'],
  allocation: ['allocation', 'binding', 'statement', 'shortage'],
  factory: ['print', 'waybill-return', 'settlement-prices', 'acceptance'],
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
  { files: ['libs/order-domain/src/money.ts'], rules: { 'no-restricted-syntax': ['error', ...shape, ...outsideTheProgram, environment, decorators, money, ...fractions] } },
  { files: moneyPath, ignores: ['**/*.{controller,dto,entity}.ts'], rules: { 'no-restricted-syntax': ['error', ...shape, ...outsideTheProgram, environment, decorators, money, ...fractions, ...division] } },
  { files: ['services/factory/src/settlement-prices/*.{controller,dto,entity}.ts'], rules: { 'no-restricted-syntax': ['error', ...shape, ...outsideTheProgram, environment, money, ...fractions, ...division] } },
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
