"""What browsers are told of the portal's pages: which content they may load, and who may frame them."""
