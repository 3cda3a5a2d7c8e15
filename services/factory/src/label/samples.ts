import type { LabelContent, LabelGoods } from './label.js';

/** A label as it comes out every day. People and numbers are invented; the waybill number is a simulator's. */
export const usual: LabelContent = {
  carrierCode: 'YTO',
  carrierName: '圆通速递',
  waybillNo: 'YT0000004217386',
  sortCode: '310-A07-12',
  packageCenter: '杭州集包',
  markDestination: '浙江 杭州 西湖区',
  serviceType: '标准快递',
  receiver: { name: '张*', phone: '138******34', address: '浙江省杭州市西湖区三墩镇淘宝城911号****' },
  sender: { name: '青禾服饰仓', phone: '13900005678', address: '广东省广州市白云区石井街道示例工业园3栋' },
  orderMaskSn: 'DF261111-7K3Q9X',
  goods: [
    { title: '夏季纯棉短袖T恤 宽松圆领', spec: '白色 XL', outSkuSn: 'TS-0412-W-XL', quantity: 2 },
    { title: '休闲束脚运动裤', spec: '藏青 L', outSkuSn: 'PT-1180-N-L', quantity: 1 },
  ],
  remark: '请放门口快递柜',
  handling: ['勿压'],
  printCount: 1,
  printedAt: '2026-11-11T02:03:04.000Z',
};

/** Nothing that may be absent is there. */
export const bare: LabelContent = { ...usual, goods: [], remark: '', handling: [], packageCenter: '', markDestination: '', serviceType: '' };

export function manyGoods(kinds: number): readonly LabelGoods[] {
  return Array.from({ length: kinds }, (_, index) => ({
    title: `第${index + 1}款 秋冬加厚保暖羊羔绒连帽外套 男女同款情侣装`,
    spec: `颜色${index + 1} 尺码${'SMLX'[index % 4]}`,
    outSkuSn: `SKU-${String(1000 + index)}-ABCDEFGH`,
    quantity: (index % 7) + 1,
  }));
}

/** Every field longer than any paper holds. */
export const overfull: LabelContent = {
  ...usual,
  carrierName: '中国邮政集团公司邮政快递包裹特别长的承运商名称',
  sortCode: '310-A07-12-特别长的分拣码-000-999-ABC',
  packageCenter: '浙江省杭州市萧山区转运中心第二集包区域东侧超长名称测试集包地',
  markDestination: '新疆维吾尔自治区克孜勒苏柯尔克孜自治州阿克陶县超长目的地名称第二行第三行第四行',
  serviceType: '次日达·限时·代收货款·保价·超长服务名称',
  receiver: { name: '阿卜杜热西提·麦麦提·超长姓名测试'.repeat(3), phone: '+86 138******34 转 1234567890', address: '新疆维吾尔自治区伊犁哈萨克自治州霍尔果斯市某某街道某某路'.repeat(8) },
  sender: { name: '某某某服饰有限公司第一仓储中心'.repeat(3), phone: '+86 020-0000-5678-转-12345678', address: '广东省广州市白云区石井街道示例工业园'.repeat(8) },
  orderMaskSn: 'DF261111-7K3Q9X-'.repeat(6),
  goods: manyGoods(100),
  remark: '请务必在工作日下午两点以后派送，放门口快递柜，不要打电话。'.repeat(12),
  handling: ['易碎', '勿压', '向上', '防潮', '轻放', '生鲜'],
  printCount: 12,
};
