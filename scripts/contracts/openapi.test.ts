import { openContract } from './openapi';

const FILE = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' }, size: { type: 'integer', nullable: true } },
};
const contract = openContract([
  {
    openapi: '3.0.0',
    paths: {
      '/files/{id}': {
        get: {
          parameters: [{ name: 'page', in: 'query', schema: { type: 'integer' } }],
          responses: { 200: { content: { 'application/json': { schema: FILE } } } },
        },
      },
    },
    webhooks: {
      'file.ready': { post: { requestBody: { content: { 'application/json': { schema: FILE } } } } },
    },
  },
]);
const check = (path: string, answer: unknown) => {
  const [plain = '', query = ''] = path.split('?');
  const exchange = { method: 'GET', path: plain, query: new URLSearchParams(query), status: 200, answer };
  return contract.check(exchange).map(({ side, at, what }) => `${side} ${at}: ${what}`);
};

describe('exchanges against OpenAPI', () => {
  it('match if call, parameters and answer are as described', () => {
    expect(check('/files/7?page=2', { id: '7', size: null })).toEqual([]);
  });

  it.each([
    ['/folders/7', { id: '7' }, 'request : the contract has no such call'],
    ['/files/7?size=2', { id: '7' }, 'request ?size: the contract has no such parameter'],
    ['/files/7?page=two', { id: '7' }, 'request ?page: data must be integer'],
    ['/files/7', {}, "answer : must have required property 'id'"],
    ['/files/7', { id: 7 }, 'answer /id: must be string'],
    ['/files/7', { id: '7', bytes: 5 }, 'answer /bytes: the contract has no such name'],
  ])('a planted deviation of %s answered with %j is found', (path, answer, fault) => {
    expect(check(path, answer)).toEqual([fault]);
  });

  it('events are checked against their own description', () => {
    expect(contract.checkEvent('file.ready', { id: '7' })).toEqual([]);
    expect(contract.checkEvent('file.ready', { id: 7 })).toHaveLength(1);
    expect(contract.checkEvent('file.lost', { id: '7' })).toEqual([
      expect.objectContaining({ operation: 'file.lost', what: 'the contract has no such event' }),
    ]);
  });
});
