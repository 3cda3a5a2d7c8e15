/**
 * Chinese for class-validator's rules. `$1`, `$2` stand for the numbers of the English sentence, in their order, so that
 * bounds are said once, in the DTO. A rule that is not listed gets a sentence that is true of any rule.
 */
const chinese: Readonly<Record<string, string>> = {
  whitelistValidation: '不允许的字段',
  unknownValue: '内容无法识别',
  nestedValidation: '须为对象或对象数组',
  isDefined: '不能为空',
  isNotEmpty: '不能为空',
  isString: '须为文本',
  isInt: '须为整数',
  isNumber: '须为数字',
  isBoolean: '须为 true 或 false',
  isArray: '须为数组',
  isObject: '须为对象',
  isUuid: '须为 UUID',
  isIn: '不在可选值之内',
  isEnum: '不在可选值之内',
  isDateString: '须为 ISO 8601 日期时间',
  isIso8601: '须为 ISO 8601 日期时间',
  isUrl: '须为网址',
  isEmail: '须为邮箱地址',
  matches: '格式不正确',
  min: '不能小于 $1',
  max: '不能大于 $1',
  minLength: '不能少于 $1 个字符',
  maxLength: '不能超过 $1 个字符',
  isLength: '长度不在允许范围内',
  arrayMinSize: '不能少于 $1 项',
  arrayMaxSize: '不能超过 $1 项',
  arrayNotEmpty: '不能为空数组',
  arrayUnique: '不能有重复项',
};

export function chineseFor(rule: string, english: string): string {
  const template = chinese[rule] ?? '不符合要求';
  const numbers = english.match(/-?\d+(?:\.\d+)?(?=\D*$|\D+\d)/g) ?? [];
  return template.replace(/\$(\d)/g, (_, place: string) => numbers[Number(place) - 1] ?? '限定值');
}
