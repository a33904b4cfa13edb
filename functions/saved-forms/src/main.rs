//! Assembles the function.
use saved_forms::{Kept, router};

fn main() -> launch::Finished {
    launch::serve("saved-forms", |world| {
        let (identity, notices) = (world.identity()?, world.notices()?);
        let kept = Kept::new(world.saved_for, world.retention);
        let (portal, store) = (world.portal, world.store);
        Ok(router(portal, store, identity, notices, kept))
    })
}
