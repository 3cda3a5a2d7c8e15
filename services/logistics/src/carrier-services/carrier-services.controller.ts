import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { carriers, isCarrierCode, type CarrierCode } from '@daifa/carriers/catalogue';
import type { AddressBook } from '@daifa/order-domain/addresses';
import { applyForService, moveService, type CarrierService, type ReviewService, type ServiceContact, type ServiceRefusal, type ServiceRegion } from '@daifa/order-domain/carrier-service';
import { asAddressId, type AddressId } from '@daifa/order-domain/ids';
import { findPersonalData } from '@daifa/personal-data/free-text';
import { labelPhone, maskName } from '@daifa/personal-data/masks';
import { findRegion } from '@daifa/personal-data/region';
import { settle } from '@daifa/service-shell/answer';
import { Asked } from '@daifa/service-shell/asked';
import { Allow } from '@daifa/service-shell/policy';
import { notFound, problem } from '@daifa/service-shell/problems';
import { WORLD, type World } from '@daifa/service-shell/world';
import { v5 } from 'uuid';
import { EWAYBILL_SETTINGS, type EwaybillSettings } from '../config.js';
import { branchesIn } from './branches.js';
import { ApplyBody, BranchList, BranchQuery, ReviewBody, ServiceContactBody, ServiceList, ServiceQuery, ServiceShown } from './carrier-services.dto.js';

/** What alone a contact is sealed for: nothing else opens it (EWB-04). */
const PURPOSE = 'EWAYBILL_CONTACT';

@ApiTags('carrier-services')
@Controller()
export class CarrierServicesController {
  constructor(@Inject(WORLD) private readonly world: World, @Inject(EWAYBILL_SETTINGS) private readonly settings: EwaybillSettings) {}

  @Get('carrier-branches')
  @Allow(['merchant'])
  @ApiOperation({ summary: 'A courier\'s branches where one of your addresses is 网点列表' })
  @ApiOkResponse({ type: BranchList })
  async branches(@Query() { carrier, addressId }: BranchQuery, @Asked() asked: Asked): Promise<BranchList> {
    const { state } = await this.#books.load(asked.caller.tenantId);
    const region = regionOf(state, asAddressId(addressId));
    const items = branchesIn(known(carrier), region).map(({ branchId, name }) => ({ branchId, name }));
    return { items, region, code: items.length > 0 ? null : 'NO_BRANCH' };
  }

  @Post('carrier-services')
  @Allow(['merchant'])
  @ApiOperation({ summary: 'Apply for an e-waybill service: a courier, an address, one of its branches 申请开通电子面单' })
  @ApiCreatedResponse({ type: ServiceShown })
  async apply(@Body() { carrier, addressId: id, branchId, contact, agreementVersion = '' }: ApplyBody, @Asked() asked: Asked): Promise<ServiceShown> {
    const code = known(carrier);
    const context = asked.context();
    const serviceId = v5('carrier-service', context.commandId);
    const sealed = await this.#sealed(contact, serviceId, asked.caller.tenantId);
    const at = this.world.ports.clock.now().toISOString();
    const addressId = asAddressId(id);
    const { agreement: currentAgreement, branchScope: scope } = this.settings;
    const outcome = await this.#books.transact<ServiceRefusal>(asked.caller.tenantId, context, (book) => {
      const region = regionOf(book, addressId);
      return applyForService({ serviceId, carrier: code, offersEwaybill: carriers[code].ewaybill, addressId, region, branchId, branches: branchesIn(code, region), contact: sealed, agreementVersion, currentAgreement, scope, at }, book);
    });
    const { state, revision, position } = settle(outcome);
    asked.answeredAt({ revision, ...(position !== null && { position }) });
    return found(state, serviceId);
  }

  @Get('carrier-services')
  @Allow(['merchant'])
  @ApiOperation({ summary: 'Your e-waybill services: in review, opened and the others 电子面单服务列表' })
  @ApiOkResponse({ type: ServiceList })
  async list(@Query() { state: wanted }: ServiceQuery, @Asked() asked: Asked): Promise<ServiceList> {
    const { state, revision } = await this.#books.load(asked.caller.tenantId);
    if (revision >= 0) asked.answeredAt({ revision });
    return { items: state.services.filter((one) => wanted === undefined || one.state === wanted).map(shown) };
  }

  @Delete('carrier-services/:serviceId')
  @Allow(['merchant'])
  @ApiOperation({ summary: 'Give a service up: its address may take another branch 关闭电子面单服务' })
  @ApiOkResponse({ type: ServiceShown })
  close(@Param('serviceId') serviceId: string, @Asked() asked: Asked): Promise<ServiceShown> {
    return this.#move(asked.caller.tenantId, { serviceId, decision: 'CLOSE', reason: '' }, asked);
  }

  @Post('carrier-services/:serviceId/review')
  @HttpCode(200)
  @Allow(['platform'])
  @ApiOperation({ summary: 'Open an application or reject it, suspend a service or resume it 审核电子面单服务' })
  @ApiOkResponse({ type: ServiceShown })
  review(@Param('serviceId') serviceId: string, @Body() { merchantId, decision, reason = '' }: ReviewBody, @Asked() asked: Asked): Promise<ServiceShown> {
    if (findPersonalData(reason).length > 0) throw problem('PII_IN_FREE_TEXT', { field: 'reason' });
    return this.#move(merchantId, { serviceId, decision, reason }, asked);
  }

  async #move(merchantId: string, step: Omit<ReviewService, 'at'>, asked: Asked): Promise<ServiceShown> {
    const at = this.world.ports.clock.now().toISOString();
    const { state, revision, position } = settle(await this.#books.transact<ServiceRefusal>(merchantId, asked.context(), (book) => moveService({ ...step, at }, book)));
    asked.answeredAt({ revision, ...(position !== null && { position }) });
    return found(state, step.serviceId);
  }

  async #sealed({ name, phone }: ServiceContactBody, serviceId: string, tenantId: string): Promise<ServiceContact> {
    const sealed = await this.world.seals.sealText(JSON.stringify({ name, phone }), { tenantId, subjectId: serviceId, field: PURPOSE });
    return { purpose: PURPOSE, subjectKeyId: serviceId, sealed, mask: `${maskName(name)} ${labelPhone(phone)}` };
  }

  get #books(): World['aggregates']['addressBooks'] {
    return this.world.aggregates.addressBooks;
  }
}

function known(carrier: string): CarrierCode {
  if (!isCarrierCode(carrier)) throw problem('CARRIER_UNKNOWN', { carrier });
  return carrier;
}

/** By names as people write them, to the code of the list. @throws Problem ADDRESS_NOT_FOUND */
function regionOf({ addresses }: AddressBook, addressId: AddressId): ServiceRegion {
  const address = addresses.find((one) => one.addressId === addressId);
  if (!address) throw notFound('ADDRESS_NOT_FOUND', { addressId });
  const { code, province, city, district } = findRegion(address).region;
  return { code, province, city, district };
}

function found({ services }: AddressBook, serviceId: string): ServiceShown {
  const service = services.find((one) => one.serviceId === serviceId);
  if (!service) throw notFound('SERVICE_NOT_FOUND', { serviceId });
  return shown(service);
}

function shown({ serviceId, carrier, state, reason, addressId, addressVersion, region, branchId, branchName, contact, agreementVersion, appliedAt }: CarrierService): ServiceShown {
  return { serviceId, carrier, state, reason, addressId, addressVersion, region, branchId, branchName, contact: contact.mask, agreementVersion, appliedAt };
}
