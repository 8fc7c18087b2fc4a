import { createRooms } from './rooms';

const MANY = Array.from({ length: 100 }, (_, number) => number);

describe('places for webhook requests', () => {
  it('at addresses of nobody are few, and taking all of them closes no other', () => {
    const rooms = createRooms();
    const strangers = MANY.map((number) =>
      rooms.enter({ key: undefined, client: `10.0.0.${number}`, mostOpen: 40 }),
    );
    expect(strangers.filter((leave) => leave !== undefined)).toHaveLength(2);
    expect(rooms.enter({ key: 'a', client: '10.0.0.1', mostOpen: 40 })).toBeDefined();
  });

  it('of one connector, and of one client, are half of all', () => {
    const rooms = createRooms();
    const ofOne = MANY.map((number) => rooms.enter({ key: 'a', client: `10.0.0.${number}`, mostOpen: 40 }));
    expect(ofOne.filter((leave) => leave !== undefined)).toHaveLength(20);
    expect(rooms.enter({ key: 'b', client: '10.0.1.1', mostOpen: 40 })).toBeDefined();
    const others = createRooms();
    const ofClient = MANY.map((number) => others.enter({ key: `k${number}`, client: 'one', mostOpen: 40 }));
    expect(ofClient.filter((leave) => leave !== undefined)).toHaveLength(20);
    expect(others.enter({ key: 'k1', client: 'another', mostOpen: 40 })).toBeDefined();
  });

  it('are no more than all, and free again when left, once', () => {
    const rooms = createRooms();
    const enter = (number: number) =>
      rooms.enter({ key: `k${number % 4}`, client: `c${number % 5}`, mostOpen: 40 });
    const all = MANY.map(enter);
    expect(all.filter((leave) => leave !== undefined)).toHaveLength(40);
    expect(enter(3)).toBeUndefined();
    all[0]?.();
    all[0]?.();
    expect(enter(3)).toBeDefined();
    expect(enter(3)).toBeUndefined();
    const one = createRooms();
    expect(one.enter({ key: 'a', client: 'c', mostOpen: 1 })).toBeDefined();
    expect(one.enter({ key: undefined, client: 'c', mostOpen: 1 })).toBeDefined();
  });
});
