"""Pages of duties and of local choices about them."""
