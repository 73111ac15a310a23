"""What turns over in September: classes, leavers, consents, rotas and review dates."""
