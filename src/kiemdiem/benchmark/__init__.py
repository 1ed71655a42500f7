"""Measures the speeds that the product promises, as ratios within one run; never a test that fails by the clock."""
