"""The kernel with a studio in it: the apps' rows and factories, which the kernel itself knows nothing of."""
