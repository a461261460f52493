//! A small generator of pseudo-random numbers: xorshift, so that a seed is a whole test case.

pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self((seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 11
    }

    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.roll() % limit as u64).unwrap()
    }

    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    /// Up to `most` different elements.
    pub fn some<T: Clone + PartialEq>(&mut self, from: &[T], most: usize) -> Vec<T> {
        let mut found: Vec<T> = (0..self.below(most + 1)).map(|_| self.pick(from)).collect();
        let mut index = 0;
        while index < found.len() {
            let is_double = found[..index].contains(&found[index]);
            if is_double {
                found.remove(index);
            } else {
                index += 1;
            }
        }
        found
    }

    /// One to `most` elements.
    pub fn at_least_one<T: Clone + PartialEq>(&mut self, from: &[T], most: usize) -> Vec<T> {
        let found = self.some(from, most);
        if found.is_empty() { vec![self.pick(from)] } else { found }
    }
}
