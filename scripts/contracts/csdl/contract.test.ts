import { openCsdl } from './contract';

/** A small service in the format of Microsoft's metadata. */
const XML = `<?xml version="1.0"?>
<edmx:Edmx Version="4.0"><edmx:DataServices>
<Schema Namespace="microsoft.graph" Alias="graph">
  <EnumType Name="role"><Member Name="presenter" Value="0"/></EnumType>
  <EntityType Name="entity" Abstract="true"><Property Name="id" Type="Edm.String" Nullable="false"/></EntityType>
  <EntityType Name="user" BaseType="graph.entity">
    <Property Name="mail" Type="Edm.String"/>
    <NavigationProperty Name="meetings" Type="Collection(graph.meeting)" ContainsTarget="true"/>
    <NavigationProperty Name="drive" Type="graph.drive" ContainsTarget="true"/>
  </EntityType>
  <EntityType Name="drive" BaseType="graph.entity">
    <NavigationProperty Name="root" Type="graph.item"/>
    <NavigationProperty Name="items" Type="Collection(graph.item)"/>
  </EntityType>
  <EntityType Name="item" BaseType="graph.entity">
    <Property Name="size" Type="Edm.Int64"/>
    <NavigationProperty Name="children" Type="Collection(graph.item)"/>
  </EntityType>
  <EntityType Name="meeting" BaseType="graph.entity" OpenType="true">
    <Property Name="startDateTime" Type="Edm.DateTimeOffset"/>
    <Property Name="organizer" Type="graph.identity"/>
    <Property Name="role" Type="graph.role"/>
    <Property Name="content" Type="Edm.Stream"/>
  </EntityType>
  <ComplexType Name="identity"><Property Name="id" Type="Edm.String"/></ComplexType>
  <ComplexType Name="teamIdentity" BaseType="graph.identity"><Property Name="kind" Type="Edm.String"/></ComplexType>
  <ComplexType Name="notice"><Property Name="changeType" Type="Edm.String" Nullable="false"/></ComplexType>
  <Action Name="erase" IsBound="true"><Parameter Name="bindingParameter" Type="graph.item"/></Action>
  <Function Name="getAll" IsBound="true">
    <Parameter Name="bindingParameter" Type="Collection(graph.meeting)"/>
    <Parameter Name="userId" Type="Edm.String"/><Parameter Name="from" Type="Edm.DateTimeOffset"/>
    <ReturnType Type="Collection(graph.meeting)"/>
  </Function>
  <EntityContainer Name="x"><EntitySet Name="users" EntityType="microsoft.graph.user"/><Singleton Name="me" Type="microsoft.graph.user"/></EntityContainer>
</Schema></edmx:DataServices></edmx:Edmx>`;

const contract = openCsdl(XML);
const check = (call: string, answer: unknown = undefined, json?: unknown) => {
  const [method = '', url = ''] = call.split(' ');
  const [path = '', query = ''] = url.split('?');
  return contract
    .check({
      method,
      path,
      query: new URLSearchParams(query),
      status: 200,
      answer,
      ...(json === undefined ? {} : { json }),
    })
    .map(({ side, at, what }) => `${side} ${at}: ${what}`);
};
const MEETING = {
  '@odata.etag': 'x',
  id: '1',
  startDateTime: '2026-02-10T16:34:49.1234567Z',
  organizer: { id: '2' },
  role: 'presenter',
};

describe('exchanges against OData metadata', () => {
  it.each([
    ['GET /users', { value: [{ id: '1', mail: null }] }],
    ["GET /users/7/meetings?$filter=id%20eq%20'1'&$select=id,role&$top=5", { value: [MEETING] }],
    ["GET /me/meetings/getAll(userId='7',from=2026-01-01T00:00:00Z)", { value: [MEETING] }],
    ['GET /users/7/meetings/1/content', undefined],
    ['GET /users/7/drive/root:/Recordings:/children', { value: [{ id: '1', size: 7 }] }],
    ['POST /users/7/drive/items/1/erase', ''],
  ])('%s fits', (call, answer) => {
    expect(check(call, answer)).toEqual([]);
  });

  it.each([
    ['GET /people', 'request : the contract does not know people'],
    ['GET /users/7/lectures', 'request : the contract does not know lectures'],
    ['GET /users/7/meetings?$select=title', 'request ?$select: microsoft.graph.meeting has no title'],
    [
      "GET /users/7/meetings?$filter=Role%20eq%20'x'",
      'request ?$filter: microsoft.graph.meeting has no Role',
    ],
    ['GET /users?all=true', 'request ?all: the contract has no such parameter'],
    ['GET /users/7/drive/items/1/erase', 'request : an action is asked for by POST'],
    ['DELETE /users', 'request : a whole list is meant'],
  ])('a planted %s is found', (call, fault) => {
    expect(check(call)).toEqual([fault]);
  });

  it('a function with an unquoted text or an unknown argument is not accepted', () => {
    const fault = (args: string) => check(`GET /me/meetings/getAll(${args})/5`);
    expect(fault('userId=7')).not.toEqual([]);
    expect(fault("organiser='7'")).not.toEqual([]);
  });

  it.each([
    [{ title: 'x' }, '/title: microsoft.graph.meeting has no such name'],
    [{ startDateTime: 1_770_741_289 }, '/startDateTime: is no Edm.DateTimeOffset'],
    [{ id: null }, '/id: must not be null'],
    [{ role: 'chair' }, '/role: chair is none of microsoft.graph.role'],
    [{ organizer: { id: '2', kind: 'a' } }, '/organizer/kind: microsoft.graph.identity has no such name'],
    [{ organizer: [] }, '/organizer: is no object'],
  ])('an answer with a planted %j is found', (over, fault) => {
    expect(check('GET /users/7/meetings/1', { ...MEETING, ...over })).toEqual([`answer ${fault}`]);
  });

  it('a value that names a derived type can have its properties', () => {
    const organizer = { '@odata.type': '#microsoft.graph.teamIdentity', id: '2', kind: 'a' };
    expect(check('GET /users/7/meetings/1', { ...MEETING, organizer })).toEqual([]);
  });

  it('a value that should be a list is found', () => {
    expect(check('GET /users', { values: [] })).toEqual(['answer : is no list']);
  });

  it('a created value needs all required properties, but no id', () => {
    expect(check('POST /users', undefined, { mail: 7 })).toEqual(['request /mail: is no Edm.String']);
    expect(check('POST /users', undefined, { mail: 'a@b' })).toEqual([]);
  });

  it('an event without a required property is found', () => {
    expect(contract.checkEvent('microsoft.graph.notice', {})).toEqual([
      expect.objectContaining({ side: 'event', at: '/changeType', what: 'is missing' }),
    ]);
  });
});
